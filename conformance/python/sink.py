"""A web server on loopback that receives push tasks.

It stores every request and responds with 200, or with the responses that a test has set for the path. Each test has its own path.
"""

import collections
import dataclasses
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from polling import eventually


@dataclasses.dataclass(frozen=True)
class Answer:
    """A response of the sink: a status, and a Location for redirects."""

    status: int
    location: str = ""


@dataclasses.dataclass(frozen=True)
class Delivery:
    """A received request. Header names are in lower case; `peer` is the client's address and port."""

    method: str
    path: str
    headers: dict
    body: bytes
    peer: tuple
    arrived: float


class Sink:
    """Starts on construction; `close()` stops it."""

    def __init__(self, port):
        self._lock = threading.Lock()
        self._answers = collections.defaultdict(collections.deque)
        self._deliveries = collections.defaultdict(list)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _request_class(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="sink", daemon=True).start()

    @property
    def port(self):
        return self._server.server_address[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path, *answers):
        """Sets the next responses for a path; numbers are statuses. After the last one the sink responds with 200 again."""
        with self._lock:
            self._answers[path].extend(a if isinstance(a, Answer) else Answer(a) for a in answers)

    def deliveries(self, path):
        """All requests received at a path so far, in order."""
        with self._lock:
            return list(self._deliveries[path])

    def await_deliveries(self, path, count):
        """Waits until `count` requests have arrived at a path, and returns them."""
        return eventually(
            lambda: self.deliveries(path),
            until=lambda seen: len(seen) >= count,
            what=f"{count} deliveries to {path}",
        )

    def await_delivery(self, path):
        """Waits for the first request at a path."""
        return self.await_deliveries(path, 1)[0]

    def take(self, delivery):
        """Stores a request and returns the response to it."""
        path = delivery.path.partition("?")[0]
        with self._lock:
            self._deliveries[path].append(delivery)
            ordered = self._answers[path]
            return ordered.popleft() if ordered else Answer(200)

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def _request_class(sink):
    class Request(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _take(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            delivery = Delivery(self.command, self.path, headers, body, self.client_address, time.time())
            answer = sink.take(delivery)
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _take

        def log_message(self, *args):
            """Logs nothing; pytest prints the details of a failed test."""

    return Request
