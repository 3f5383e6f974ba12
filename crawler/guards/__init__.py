"""What stands between a page's wishes and the network: addresses, robots.txt, block pages."""
