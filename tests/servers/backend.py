"""The service behind the servers: it counts what it processed."""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Backend:
    """Answers every request on loopback, in threads of its own.

    Attributes:
        writes: how often each write was processed, by the name in its body.
        reads: how many requests without a body there were.
    """

    def __init__(self) -> None:
        self.writes: Counter[str] = Counter()
        self.reads = 0
        lock = threading.Lock()
        backend = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                name = json.loads(self.rfile.read(int(self.headers["content-length"])))["name"]
                with lock:
                    backend.writes[name] += 1
                self.answer({"data": {"name": name}})

            def do_GET(self) -> None:
                with lock:
                    backend.reads += 1
                self.answer({"data": []})

            def answer(self, body: object) -> None:
                content = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        class Listener(ThreadingHTTPServer):
            request_queue_size = 512
            daemon_threads = True

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, args=[0.05])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()
