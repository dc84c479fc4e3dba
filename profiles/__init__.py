"""People: who they are, what they know, whom they follow, how they sign in, how they leave."""
