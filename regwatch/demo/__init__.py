"""The demonstration: three ministries' sites on loopback, and the weeks of news they live through."""
