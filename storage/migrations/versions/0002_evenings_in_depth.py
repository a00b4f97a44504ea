"""Evenings in depth: offers, reminders of one's own choice, templates, invites, cards in many places."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = storage.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go on to this revision."""
    _chapters()
    _events()
    _members()
    _answers()
    _roles()
    _postings()
    op.create_index(
        "ix_deliveries_unasked",
        "deliveries",
        ["chat_id", "settled_at"],
        sqlite_where=sa.text("lane = 2"),
        postgresql_where=sa.text("lane = 2"),
    )


def _chapters() -> None:
    with op.batch_alter_table("chapters") as chapters:
        chapters.add_column(sa.Column("country", sa.String(2), server_default="FR", nullable=False))
        chapters.add_column(sa.Column("names_shown", sa.String(8), server_default="names", nullable=False))
        chapters.create_check_constraint("names_shown", "names_shown IN ('names', 'counts')")
    op.create_table(
        "templates",
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("venue_id", _ROW_ID),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("every_weeks", sa.SmallInteger()),
        sa.Column("propose_days_before", sa.SmallInteger(), server_default="28", nullable=False),
        sa.Column("announce_days_before", sa.SmallInteger(), server_default="14", nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_templates_minutes")),
        sa.CheckConstraint("every_weeks > 0", name=op.f("ck_templates_every_weeks")),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_templates_chapter_id_chapters"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_templates_venue_id_venues")),
        sa.PrimaryKeyConstraint("chapter_id", name=op.f("pk_templates")),
    )
    op.create_table(
        "proposals",
        sa.Column("chapter_id", _ROW_ID, autoincrement=False),
        sa.Column("local_date", sa.Date()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("event_id", _ROW_ID),
        sa.Column("decided_by", sa.BigInteger()),
        sa.Column("proposed_at", _INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'drafted', 'skipped')", name=op.f("ck_proposals_state")),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_proposals_chapter_id_chapters"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_proposals_event_id_events"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("chapter_id", "local_date", name=op.f("pk_proposals")),
    )


def _events() -> None:
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
        events.add_column(sa.Column("changed_at", _INSTANT))
        events.add_column(sa.Column("start_moved_at", _INSTANT))
        events.add_column(
            sa.Column("is_hand_edited", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        events.add_column(sa.Column("representative", sa.String(64), server_default="", nullable=False))
        events.add_column(sa.Column("answers_close_after", sa.Integer(), server_default="60", nullable=False))
        events.add_column(sa.Column("names_shown", sa.String(8), server_default="names", nullable=False))
        events.add_column(sa.Column("picture", sa.String(8), server_default="none", nullable=False))
        events.add_column(sa.Column("picture_file_id", sa.String(256)))
        events.add_column(sa.Column("cancel_reason", sa.String(300), server_default="", nullable=False))
        events.create_check_constraint("names_shown", "names_shown IN ('names', 'counts')")
        events.create_check_constraint("picture", "picture IN ('none', 'photo', 'poster')")
    op.execute("UPDATE events SET changed_at = COALESCE(cancelled_at, announced_at, created_at)")
    with op.batch_alter_table("events") as events:
        events.alter_column("changed_at", existing_type=_INSTANT, nullable=False)
    op.create_table(
        "pending_changes",
        sa.Column("event_id", _ROW_ID, autoincrement=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("venue_id", _ROW_ID, nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("editor_id", sa.BigInteger()),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_pending_changes_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_pending_changes_venue_id_venues")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_pending_changes")),
    )
    op.create_index("ix_pending_changes_due_at", "pending_changes", ["due_at"])
    op.create_table(
        "skipped_messages",
        sa.Column("event_id", _ROW_ID),
        sa.Column("kind", sa.String(16)),
        sa.Column("skipped_by", sa.BigInteger(), nullable=False),
        sa.Column("skipped_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_skipped_messages_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "kind", name=op.f("pk_skipped_messages")),
    )
    op.create_table(
        "named_guests",
        sa.Column("id", _ROW_ID),
        sa.Column("event_id", _ROW_ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_named_guests_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_guests")),
    )
    op.create_index("ix_named_guests_event_id", "named_guests", ["event_id"])
    op.create_table(
        "pictures",
        sa.Column("digest", sa.String(64)),
        sa.Column("file_id", sa.String(256), nullable=False),
        sa.Column("unique_id", sa.String(64), nullable=False),
        sa.Column("kept_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pictures")),
    )


def _members() -> None:
    with op.batch_alter_table("members") as members:
        members.alter_column("reminders", new_column_name="was_reminded", existing_type=sa.Boolean())
        members.add_column(sa.Column("remind_minutes", sa.Integer()))
        members.add_column(sa.Column("paused_until", _INSTANT))
        members.add_column(sa.Column("quiet_from", sa.Time(), server_default="21:00:00", nullable=False))
        members.add_column(sa.Column("quiet_until", sa.Time(), server_default="08:00:00", nullable=False))
        members.add_column(sa.Column("time_zone", sa.String(64)))
        members.add_column(sa.Column("name_shown", sa.String(8), server_default="visible", nullable=False))
        members.add_column(sa.Column("feed_version", sa.Integer(), server_default="1", nullable=False))
        members.add_column(
            sa.Column("stopped_all", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        members.create_check_constraint("name_shown", "name_shown IN ('visible', 'initials', 'hidden')")
    with op.batch_alter_table("members") as members:
        members.add_column(sa.Column("reminders", sa.String(16), server_default="both", nullable=False))
    op.execute("UPDATE members SET reminders = 'none' WHERE NOT was_reminded")
    with op.batch_alter_table("members") as members:
        members.drop_column("was_reminded")
        members.create_check_constraint(
            "reminders", "reminders IN ('none', 'day_before', 'three_hours', 'both', 'own')"
        )
        members.create_check_constraint(
            "remind_minutes", "(reminders = 'own') = (remind_minutes IS NOT NULL)"
        )
    op.create_table(
        "event_mutes",
        sa.Column("event_id", _ROW_ID),
        sa.Column("member_id", sa.BigInteger()),
        sa.Column("muted_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_mutes_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_event_mutes_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_event_mutes")),
    )
    op.create_index("ix_event_mutes_member_id", "event_mutes", ["member_id"])
    op.create_table(
        "calendar_copies",
        sa.Column("event_id", _ROW_ID),
        sa.Column("member_id", sa.BigInteger()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("fetched_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_calendar_copies_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_calendar_copies_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_calendar_copies")),
    )
    op.create_index("ix_calendar_copies_member_id", "calendar_copies", ["member_id"])
    op.add_column("follows", sa.Column("until", _INSTANT))
    op.create_index(
        op.f("ix_follows_until"),
        "follows",
        ["until"],
        sqlite_where=sa.text("until IS NOT NULL"),
        postgresql_where=sa.text("until IS NOT NULL"),
    )


def _answers() -> None:
    with op.batch_alter_table("rsvps") as rsvps:
        rsvps.add_column(sa.Column("guests_waiting", sa.SmallInteger(), server_default="0", nullable=False))
        rsvps.add_column(sa.Column("lapsed_at", _INSTANT))
        rsvps.add_column(sa.Column("confirmed_at", _INSTANT))
        rsvps.add_column(sa.Column("source", sa.String(16), server_default="private", nullable=False))
        rsvps.drop_constraint(op.f("ck_rsvps_place"), type_="check")
    with op.batch_alter_table("rsvps") as rsvps:
        rsvps.create_check_constraint(
            "source", "source IN ('private', 'group', 'channel', 'inline', 'organiser')"
        )
        rsvps.create_check_constraint(
            "guests_waiting", "guests_waiting = 0 OR (guests_waiting > 0 AND state = 'going')"
        )
        rsvps.create_check_constraint(
            "place", "(state = 'waitlisted' OR guests_waiting > 0) = (place IS NOT NULL)"
        )
        rsvps.create_check_constraint("offer_until", "(state = 'offered') = (offer_until IS NOT NULL)")
    op.create_index(
        "ix_rsvps_offer_until",
        "rsvps",
        ["offer_until"],
        sqlite_where=sa.text("offer_until IS NOT NULL"),
        postgresql_where=sa.text("offer_until IS NOT NULL"),
    )
    op.create_table(
        "last_calls",
        sa.Column("event_id", _ROW_ID),
        sa.Column("member_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("called_at", _INSTANT, nullable=False),
        sa.Column("over_at", _INSTANT),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_last_calls_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_last_calls_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_last_calls")),
    )
    op.create_index("ix_last_calls_member_id", "last_calls", ["member_id"])


def _roles() -> None:
    with op.batch_alter_table("roles") as roles:
        roles.add_column(sa.Column("event_id", _ROW_ID))
        roles.create_foreign_key(
            op.f("fk_roles_event_id_events"), "events", ["event_id"], ["id"], ondelete="CASCADE"
        )
    op.create_table(
        "invites",
        sa.Column("id", _ROW_ID),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("chapter_id", _ROW_ID),
        sa.Column("event_id", _ROW_ID),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_by", sa.BigInteger()),
        sa.Column("used_at", _INSTANT),
        sa.Column("revoked_at", _INSTANT),
        sa.CheckConstraint(
            "role IN ('owner', 'organiser', 'representative', 'door')", name=op.f("ck_invites_role")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_invites_chapter_id_chapters"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_invites_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invites_token_hash")),
    )


def _postings() -> None:
    with op.batch_alter_table("postings") as postings:
        postings.alter_column("chat_id", existing_type=sa.BigInteger(), nullable=True)
        postings.alter_column("message_id", existing_type=sa.BigInteger(), nullable=True)
        postings.add_column(sa.Column("inline_message_id", sa.String(128)))
        postings.add_column(
            sa.Column("has_picture", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        postings.add_column(sa.Column("picture_digest", sa.String(64)))
        postings.add_column(sa.Column("pinned_at", _INSTANT))
        postings.add_column(sa.Column("suspended_at", _INSTANT))
        postings.create_unique_constraint(op.f("uq_postings_inline_message_id"), ["inline_message_id"])
        postings.create_check_constraint("message_id", "(chat_id IS NULL) = (message_id IS NULL)")
        postings.create_check_constraint(
            "inline_message_id", "(chat_id IS NULL) = (inline_message_id IS NOT NULL)"
        )
    op.create_table(
        "rooms",
        sa.Column("chapter_id", _ROW_ID),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False),
        sa.Column("added_by", sa.BigInteger()),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_rooms_chapter_id_chapters"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chapter_id", "chat_id", name=op.f("pk_rooms")),
    )
    op.create_index("ix_rooms_chat_id", "rooms", ["chat_id"])
    with op.batch_alter_table("chats") as chats:
        chats.add_column(sa.Column("can_write", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.execute(
        "INSERT INTO rooms (chapter_id, chat_id, added_at)"
        " SELECT id, group_chat_id, created_at FROM chapters WHERE group_chat_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO rooms (chapter_id, chat_id, added_at)"
        " SELECT id, channel_chat_id, created_at FROM chapters WHERE channel_chat_id IS NOT NULL"
    )
    with op.batch_alter_table("chapters") as chapters:
        chapters.drop_column("group_chat_id")
        chapters.drop_column("channel_chat_id")
