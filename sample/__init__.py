"""The sample organisation: the invented company a newcomer finds on the first visit."""
