"""Wikis: pages in a tree, written by many, with every version kept and no text ever lost."""
