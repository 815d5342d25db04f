# SPDX-License-Identifier: EUPL-1.2
"""A llama-server of one's own on a unix socket, for as long as a `with` lasts."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time


class _Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


def find_server():
    """ROCM_LLAMA_SERVER_PATH, PATH, then the prefix of scripts/install-llama-server."""
    named = os.environ.get("ROCM_LLAMA_SERVER_PATH") or shutil.which("llama-server")
    if named:
        return named
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    prefix = os.environ.get("ROCINFER_LLAMA_PREFIX") or os.path.join(data, "rocinfer", "llama.cpp")
    server = os.path.join(prefix, "bin", "llama-server")
    if not os.path.exists(server):
        raise SystemExit("no llama-server found: run scripts/install-llama-server, or name one with --server")
    return server


def environment_for(server):
    """A server in a prefix of its own finds no backend by itself; every x86-64 of ten years runs this one."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(server))))
    backend = os.path.join(root, "usr/lib/x86_64-linux-gnu/ggml/backends0/libggml-cpu-haswell.so")
    if "GGML_BACKEND_PATH" in os.environ or root == "/" or not os.path.exists(backend):
        return dict(os.environ)
    return dict(os.environ, GGML_BACKEND_PATH=backend)


class Engine:
    """Starts the server, waits until it is ready, ends it. `load_seconds` tells how long that took."""

    def __init__(self, model, server=None, threads=2):
        server = server or find_server()
        self._environment = environment_for(server)
        self._arguments = [server, "-m", str(model), "-t", str(threads), "-np", "1"]

    def __enter__(self):
        self._folder = tempfile.mkdtemp(prefix="rocinfer-")
        self._path = os.path.join(self._folder, "server.sock")
        self._log = open(os.path.join(self._folder, "log"), "wb+")
        began = time.perf_counter()
        self._process = subprocess.Popen(self._arguments + ["--host", self._path],
                                         stdout=self._log, stderr=self._log, env=self._environment)
        try:
            while not self._ready():
                if self._process.poll() is not None:
                    self._log.seek(0)
                    raise SystemExit("llama-server ended: " + self._log.read()[-2000:].decode(errors="replace"))
                time.sleep(0.002)
        except BaseException:
            self.__exit__()
            raise
        self.load_seconds = time.perf_counter() - began
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder)

    def _ready(self):
        try:
            return "status" in self._ask("GET", "/health")
        except OSError:
            return False

    def _ask(self, method, path, body=None):
        connection = _Connection(self._path)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None,
                               {"Content-Type": "application/json"})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def tokenise(self, text):
        """Ids as a prompt would get them, control tokens in the text included."""
        return self._ask("POST", "/tokenize", {"content": text, "add_special": True, "parse_special": True})["tokens"]

    def complete(self, prompt, limit=64, **more):
        """Greedy continuation of a plain text, or of ids."""
        return self._ask("POST", "/completion", {"prompt": prompt, "n_predict": limit, "temperature": 0,
                                                 "return_tokens": True, **more})

    def chat(self, messages, limit=200):
        """Greedy answer to a conversation: its text and why it ended."""
        reply = self._ask("POST", "/v1/chat/completions",
                          {"messages": messages, "max_tokens": limit, "temperature": 0})
        choice = reply["choices"][0]
        return choice["message"]["content"], choice["finish_reason"]
