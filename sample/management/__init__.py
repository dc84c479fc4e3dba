"""Commands of the sample organisation."""
