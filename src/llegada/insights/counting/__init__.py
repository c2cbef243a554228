"""Every session counted at once, as arrays: what rebuilds the figures and what checks them."""
