"""A step halves what documents are told by over several addresses: copies of what was held before are still found."""

from pathlib import Path

from made_archive import SITE, TEXT, Watch, reading

from storage.archive import open_archive
from storage.database import writing
from storage.normal import IDENTITY_DIGITS, copy_digest

STEP = "m012_short_identities"


def _identities(watch: Watch) -> list[str]:
    return [row[0] for row in watch.db.conn.execute("SELECT identity FROM notices ORDER BY id").fetchall()]


def test_a_copy_of_what_an_earlier_release_held_is_the_same_notice(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.look(f"{SITE}1.html", reading())
    watch.look(f"{SITE}2.html", reading("短"))
    with writing(watch.db):
        watch.db.conn.execute("UPDATE notices SET identity = identity || identity")
        watch.db.conn.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [STEP])
    watch.db.close()
    open_archive(tmp_path).close()
    watch = Watch(tmp_path)
    assert sorted(_identities(watch)) == ["", copy_digest(reading())]
    assert len(copy_digest(reading())) == IDENTITY_DIGITS
    watch.tomorrow()
    watch.look("https://www.mee.gov.cn/copy.html", reading())
    assert len(_identities(watch)) == 2, "a document that is held in full is the same notice at another address"
    watch.look("https://www.mee.gov.cn/other.html", reading(f"{TEXT}另行通知。"))
    assert len(_identities(watch)) == 3
    watch.db.close()
