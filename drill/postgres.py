"""PostgreSQL servers of a drill: a primary and its streaming replicas, from the machine's own PostgreSQL."""

import signal
import subprocess
import time
from pathlib import Path

import psycopg

from drill.machine import (
    DATABASE_PORTS,
    binaries,
    children,
    give_back,
    kill_all,
    own,
    own_file,
    port,
    run,
    servant,
    wait_until,
)

USER, NAME = "chancery", "chancery"
# Enough for a drill. fsync stays on: what is acknowledged is on the disk.
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 120
shared_buffers = 32MB
wal_level = replica
max_wal_senders = 8
max_replication_slots = 4
wal_keep_size = 256MB
hot_standby = on
hot_standby_feedback = on
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 200ms
log_min_messages = fatal
"""


class Server:
    """One PostgreSQL server on loopback."""

    def __init__(self, folder: Path, name: str):
        self.name, self.folder = name, own(folder / name)
        self.folder.chmod(0o700)
        self.port = port(DATABASE_PORTS)
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """What DATABASE_URL says for it."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/{NAME}"

    def initialise(self) -> None:
        """Make an empty cluster."""
        options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"]
        self._check(run(binaries() / "initdb", "-D", self.folder, *options, **servant()))
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)

    def copy(self, data: Path) -> None:
        """Become a copy of a server that is stopped."""
        self._check(run("cp", "-a", f"{data}/.", self.folder))

    def follow(self, primary: "Server") -> None:
        """Follow a primary, of which this is a copy."""
        place = f"host=127.0.0.1 port={primary.port} user={USER} application_name={self.name}"
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(f"primary_conninfo = '{place}'\n")
        own_file(self.folder / "standby.signal")

    def start(self, seconds: float = 30) -> None:
        """Start it and wait until it answers."""
        self.launch()
        wait_until(self.answers, seconds, f"{self.name} answers")

    def launch(self) -> None:
        """Start it without waiting."""
        options = ["-c", f"port={self.port}", "-c", f"cluster_name={self.name}"]
        with (self.folder.parent / f"{self.name}.log").open("a") as log:
            command = [str(binaries() / "postgres"), "-D", str(self.folder), *options]
            self.process = subprocess.Popen(  # noqa: S603 -- PostgreSQL's own program
                command, cwd="/", stdout=log, stderr=log, start_new_session=True, **servant()
            )

    def answers(self) -> bool:
        """Whether it takes a connection."""
        if self.process is not None and self.process.poll() is not None:
            # What was killed leaves shared memory in use until its last child has ended.
            time.sleep(0.2)
            self.launch()
        try:
            psycopg.connect(self._place("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def sql(self, statement: str, database: str = NAME) -> list[tuple]:
        """Run one statement and return its rows."""
        with psycopg.connect(self._place(database), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def set(self, name: str, value: str) -> None:
        """Change a setting that needs no restart."""
        self.sql(f"ALTER SYSTEM SET {name} = '{value}'", "postgres")
        self.sql("SELECT pg_reload_conf()", "postgres")

    def promote(self) -> None:
        """Make a replica the primary."""
        self.sql("SELECT pg_promote(true, 30)", "postgres")

    def received(self) -> str:
        """How far a replica has the primary's log on its disk, to be compared."""
        [[place]] = self.sql("SELECT lpad(pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::text, 20)", "postgres")
        return place

    def kill(self) -> None:
        """Kill all its processes, without warning."""
        if self.process is not None:
            family = children(self.process.pid)
            kill_all(self.process.pid)
            self.process.wait(30)
            wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in family), 30, "its children end")
            self.process = None

    def stop(self) -> None:
        """End it, its port given back."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None
        give_back(self.port)

    def _place(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user={USER} dbname={database}"

    @staticmethod
    def _check(done: subprocess.CompletedProcess) -> None:
        if done.returncode:
            raise RuntimeError(f"{done.args[0]}: {done.stderr.strip()}")


class Cluster:
    """A primary and its replicas, all begun with the same data, which are stopped at the end."""

    def __init__(self, folder: Path, replicas: int, data: Path):
        self.data = data
        self.primary = Server(folder, "primary")
        self.replicas = [Server(folder, f"replica_{number + 1}") for number in range(replicas)]

    def __enter__(self) -> "Cluster":
        """Make and start them. A commit waits until one of the replicas has it on its disk."""
        try:
            for server in (self.primary, *self.replicas):
                server.copy(self.data)
            for replica in self.replicas:
                replica.follow(self.primary)
            self.primary.start()
            for replica in self.replicas:
                replica.start()
            if self.replicas:
                self.make_synchronous(self.primary, self.replicas)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error) -> None:
        for server in (*self.replicas, self.primary):
            server.stop()

    @staticmethod
    def make_synchronous(primary: Server, replicas: list[Server]) -> None:
        """Let a commit be acknowledged only once one of the replicas has it on its disk too."""
        names = ", ".join(replica.name for replica in replicas)
        primary.set("synchronous_standby_names", f"ANY 1 ({names})")

        def waits() -> bool:
            return bool(primary.sql("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'quorum'"))

        wait_until(waits, 20, "a replica is synchronous")

    @property
    def environment(self) -> dict[str, str]:
        """DATABASE_URL names all servers: whichever may be written is the primary, after a failover too."""
        servers = (self.primary, *self.replicas)
        places = ",".join(f"127.0.0.1:{server.port}" for server in servers)
        return {
            "DATABASE_URL": f"postgres://{USER}@{places}/{NAME}?target_session_attrs=read-write&connect_timeout=2",
            "DATABASE_REPLICAS": ",".join(server.url for server in self.replicas),
        }
