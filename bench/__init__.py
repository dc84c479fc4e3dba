"""Measuring: a synthetic company of any size, and one table of figures. Not part of the product."""
