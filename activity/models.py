"""What happened, who was told, what was audited. Other rooms appear here as foreign keys only."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class Event(models.Model):
    """One thing that happened. The streams are read from these rows; nothing is copied per reader.

    The id is made from the time it happened (see `activity.log`), so id order is time order also
    for what an importer brings in from years ago, and an id tells nothing about numbers.
    """

    id = models.BigIntegerField(primary_key=True)
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(PERSON, models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey("content.Entry", models.CASCADE, null=True, related_name="events")
    root = models.ForeignKey(
        "content.Entry", models.CASCADE, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+", db_index=False)
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, related_name="+", db_index=False
    )
    audience = models.ForeignKey(
        "access.Audience", models.CASCADE, null=True, related_name="+", db_index=False
    )
    # Where a post stands that people can subscribe to: the newest of a blog is one index probe.
    place = models.ForeignKey(
        "content.Place", models.CASCADE, null=True, related_name="+", db_index=False
    )
    # A hint that lets the newest events be scanned without a join. Rows found by it are checked
    # against the audience before they are shown; a stale hint shortens a page, never shows a row.
    open = models.BooleanField(default=False)
    # The event that brought the root itself into the world: one for each root.
    is_post = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        """One index for each stream (shapes and figures in docs/performance.md)."""

        indexes = [
            models.Index(fields=["actor", "-id"], name="activity_by_actor"),
            models.Index(fields=["root", "-id"], name="activity_by_root"),
            models.Index(
                fields=["-id"], condition=models.Q(is_post=True), name="activity_newest_posts"
            ),
            models.Index(
                fields=["audience", "-id"],
                condition=models.Q(is_post=True),
                name="activity_posts_by_audience",
            ),
            models.Index(
                fields=["actor", "-id"],
                condition=models.Q(is_post=True),
                name="activity_posts_by_actor",
            ),
            models.Index(
                fields=["place", "-id"],
                condition=models.Q(place__isnull=False),
                name="activity_by_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"


class Notification(models.Model):
    """Something one person should know. Reactions to the same thing share one unread row."""

    class Kind(models.TextChoices):
        """What happened, seen from the one who is told."""

        REVIEW = "review", _("Somebody asks me to read a draft, or a draft of mine needs me")
        MENTION = "mention", _("Somebody mentions me")
        COMMENT = "comment", _("Somebody comments on what I wrote")
        REPLY = "reply", _("Somebody replies to my comment")
        REACTION = "reaction", _("Somebody reacts to what I wrote")
        FOLLOW = "follow", _("Somebody follows me")
        POST = "post", _("A blog I subscribe to has a new post")
        SKILL = "skill", _("A colleague says I know something")
        REQUEST = "request", _("Somebody asks to join a community I own")
        ANSWER = "answer", _("An answer to my request to join, or I am let in")
        REPORT = "report", _("Something in a community I moderate is reported")
        STAND_IN = "stand_in", _("Somebody is away and names me to stand in")
        VERDICT = "verdict", _("A decision about what I reported or wrote")
        HANDOVER = "handover", _("I look after what a colleague left behind")
        GUEST = "guest", _("The stay of a guest ends: mine, or one I sponsor")
        STANDING = "standing", _("Somebody's suspension ends, for admins")

    recipient = models.ForeignKey(PERSON, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=12, choices=Kind)
    actor = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+", db_index=False)
    entry = models.ForeignKey("content.Entry", models.CASCADE, null=True, related_name="+")
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, related_name="+"
    )
    text = models.CharField(max_length=500, blank=True)
    group = models.CharField(max_length=60)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first for one recipient; one unread row a group."""

        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "group"],
                condition=models.Q(read_at__isnull=True),
                name="activity_one_unread_a_group",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-at", "-id"], name="activity_bell"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class NotificationActor(models.Model):
    """Who stands behind a grouped notification, each once."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="actors")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Each once."""

        constraints = [
            models.UniqueConstraint(fields=["notification", "person"], name="activity_actor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.notification_id}"


class MailPreference(models.Model):
    """A person's choice for one kind of notification; no row means the default of the kind."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(max_length=12, choices=Notification.Kind)
    wanted = models.BooleanField()

    class Meta:
        """One choice a kind."""

        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="activity_mail_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.wanted}"


class AuditEntry(models.Model):
    """Who used a power over others, on what, when, from where and why. Only ever added to."""

    actor = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=60)
    entry = models.ForeignKey("content.Entry", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(PERSON, models.SET_NULL, null=True, related_name="+")
    community = models.ForeignKey(
        "communities.Community", models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=1000, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        verbose_name = _("audit record")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_id}"


class Receipt(models.Model):
    """What a client already asked for under an Idempotency-Key, and what came of it.

    Written in the transaction of the action itself, so a repeated request finds either nothing or
    the finished work. Kept for `settings.IDEMPOTENCY_KEEPS`.
    """

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    object_id = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """A key is used once by a person."""

        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="activity_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"


class RateCount(models.Model):
    """When something limited was done, for one key; see `activity.limits`.

    The table is unlogged: it costs no write to the log, and a crash only forgets the last minutes.
    """

    key = models.CharField(max_length=100, primary_key=True, db_collation="C")
    hits = ArrayField(models.DateTimeField())

    def __str__(self) -> str:
        return self.key
