"""`python -m regwatch`: the same command where no script is installed."""

from regwatch.cli import main

main()
