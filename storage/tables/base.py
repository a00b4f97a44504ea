"""What all tables share: their metadata, the type of row ids, columns held to some words."""

from sqlalchemy import BigInteger, CheckConstraint, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


#: Row ids: 64 bits on PostgreSQL; SQLite's rowid needs the plain word INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def one_of(column: str, words: str) -> CheckConstraint:
    """Hold a column to the glossary's words."""
    listed = ", ".join(f"'{word}'" for word in words.split())
    return CheckConstraint(f"{column} IN ({listed})", name=column)
