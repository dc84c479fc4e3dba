"""The first visit: a few steps that fill an empty site, once, after the first sign-in."""
