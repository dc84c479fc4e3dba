"""Blogs: writing, publishing, reading."""
