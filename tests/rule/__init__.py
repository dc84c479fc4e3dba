"""The read rule by itself, over companies made for one test: nobody else stands in the tables."""
