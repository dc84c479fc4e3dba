"""Circles: communities, their members, requests and invitations; keep their audience in step."""
