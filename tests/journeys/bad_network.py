"""A proxy between the desk and the real server that has its bad days: slow, failing, forgetful, or cut."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

HOP = {"connection", "transfer-encoding", "content-length", "host", "keep-alive"}


class BadNetwork:
    """Forwards to `target`. `mood`: `well`, a status to answer with, `slow` or `forgetful`; `asked` lists requests."""

    def __init__(self, target: str) -> None:
        self.target, self.mood, self.seconds = target, "well", 0.0
        self.asked: list[tuple[str, str, str]] = []
        self.over = threading.Event()
        outer = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:  # the desk has gone away
                    self.close_connection = True

            def log_request(self, code: object = "-", size: object = "-") -> None:
                """Says nothing."""

            def answer(self) -> None:
                """Passes a request on, as the mood is."""
                mood = outer.mood
                outer.asked.append((mood, self.command, self.path.split("?")[0]))
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if mood == "slow":
                    outer.over.wait(outer.seconds)
                if mood.isdigit():
                    self.send_response(int(mood))
                    self.send_header("content-length", "0")
                    self.end_headers()
                    return
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
                told = requests.request(self.command, outer.target + self.path, data=body, headers=headers, timeout=60)
                if mood == "forgetful":
                    self.close_connection = True
                    return
                self.send_response(told.status_code)
                for name, value in told.headers.items():
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(told.content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(told.content)

        for verb in ("GET", "POST", "PUT", "DELETE", "HEAD"):
            setattr(Answer, f"do_{verb}", Answer.answer)
        self._serving = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._serving.daemon_threads = True
        self._thread = threading.Thread(target=self._serving.serve_forever, name="bad network")

    @property
    def url(self) -> str:
        """Where the desk finds it."""
        return f"http://127.0.0.1:{self._serving.server_address[1]}"

    def pushes(self, mood: str) -> int:
        """How often decisions were sent in a mood."""
        return sum(asked == (mood, "POST", "/v1/operations") for asked in self.asked)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; what is slow is not waited for."""
        self.over.set()
        self._serving.shutdown()
        self._serving.server_close()
        self._thread.join()


@contextmanager
def bad_network(target: str) -> Iterator[BadNetwork]:
    """One in front of a server."""
    made = BadNetwork(target)
    made.start()
    try:
        yield made
    finally:
        made.stop()
