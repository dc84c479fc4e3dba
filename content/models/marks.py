"""What readers and writers put on an entry: reactions, mentions, tags."""

from django.conf import settings
from django.db import models

from content.models.entries import Entry

PERSON = settings.AUTH_USER_MODEL


class ReactionChoice(models.Model):
    """One sign people may react with; the admin chooses the set."""

    emoji = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        """In the order of the bar."""

        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.emoji} {self.name}"


class Reaction(models.Model):
    """One person's sign under one thing."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="reactions")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    choice = models.ForeignKey(ReactionChoice, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The same sign once a person."""

        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person", "choice"], name="content_reaction_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.choice_id}"


class Mention(models.Model):
    """Somebody named in a text: a person, or everybody of a community."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+")
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        """Each once."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(community__isnull=False) ^ models.Q(person__isnull=False),
                name="content_mention_of_one",
            ),
            models.UniqueConstraint(fields=["entry", "person"], name="content_mention_once"),
            models.UniqueConstraint(
                fields=["entry", "community"], name="content_community_mention_once"
            ),
        ]

    def __str__(self) -> str:
        return f"mention in {self.entry_id}"


class Tag(models.Model):
    """A word of the shared tag index, as first written."""

    slug = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return f"#{self.name}"


class Tagging(models.Model):
    """A tag on a post. `event` is the one that published it: its id orders the tag's page."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", db_index=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="taggings")
    event = models.ForeignKey("activity.Event", models.CASCADE, related_name="+")
    # The event's hint, beside the tag: who follows a tag that is used in closed circles a thousand
    # times finds what every employee may read without walking the thousand.
    open = models.BooleanField(default=False, db_default=False)
    # The entry's kind, beside the tag: the ten posts of a tag that stands on a hundred thousand
    # updates are found without walking those.
    kind = models.CharField(max_length=16, default="", db_default="")

    class Meta:
        """Once each; newest first for a tag: all, what every employee may read, posts of blogs."""

        constraints = [
            models.UniqueConstraint(fields=["tag", "entry"], name="content_tagging_once"),
        ]
        indexes = [
            models.Index(fields=["tag", "-event"], name="content_by_tag"),
            models.Index(
                fields=["tag", "-event"], condition=models.Q(open=True), name="content_by_open_tag"
            ),
            models.Index(
                fields=["tag", "-event"],
                condition=models.Q(kind="post"),
                name="content_posts_by_tag",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.entry_id}"


class TagFollow(models.Model):
    """A person reads what carries a tag. Nobody but they themselves ever sees that they do."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="followed_tags", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once each; found from the person."""

        constraints = [
            models.UniqueConstraint(fields=["person", "tag"], name="content_tag_follow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.tag_id}"
