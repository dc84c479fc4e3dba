"""Blogs: of people, of communities and of the company, and the posts in them."""
