"""Who may see what: audiences, their members, the viewer and the one read rule."""
