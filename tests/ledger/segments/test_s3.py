"""A store in an object store: a real S3 server (moto) answers, objects are whole and never written over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.errors import UnavailableError
from ledger.segments.store import SegmentStore
from ledger.settings import Location
from replay.bootstrap import opened
from replay.segmenting import Segmenting, verified_alone
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import WIDTH, make_segmented


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of an S3 server of its own."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="segments")
    client.close()
    yield "s3://segments/company"
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_a_store_in_an_object_store(bucket: str, sqlite_location: Location, ready_ledgers: ReadyLedgers):
    ready_ledgers.put(sqlite_location, "a segmented ledger", make_segmented)
    with opened(sqlite_location) as program:
        segmenting = Segmenting(program, bucket)
        told = segmenting.write(width=WIDTH, personal=True)
        assert (told["position"], told["written"], told["files"]["events"]) == (512, 2, 2)
        assert segmenting.write()["written"] == 0
        verified = segmenting.verify()
        assert (verified.ok, verified.checked, verified.twins) == (True, 512, ["goods"])
        assert verified_alone(bucket, None).ok
        read = segmenting.reading()
        rows = [row for batch in read.scan() for row in batch]
        assert rows == [row for batch in program.log.scan() for row in batch]
        store = segmenting.store
        assert store.place("events/x") == "s3://segments/company/events/x"
        name = next(iter(store.sizes("events")))
        assert not store.put_new(name, b"something else"), "an object is never written over"
        store.remove(name)
        assert [one.reason.code for one in segmenting.verify().findings] == ["segments_file_missing"]
    with pytest.raises(UnavailableError):
        SegmentStore("s3://no-such-bucket/x").put_new("events/x", b"")
