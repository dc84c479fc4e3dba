"""Tags with which pages of other rooms show circles."""
