"""Who knows about what: read from skills, from what colleagues say, and from what people wrote."""
