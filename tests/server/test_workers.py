"""Several processes behind one door, and the proxies of `deploy` in front: real programs, real visitors."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from forecasting.base.errors import InputError
from forecasting.server import workers
from forecasting.server.settings import settings_of
from forecasting.server.sign_in import RISK
from forecasting.server.workers import Front, configuration
from tests.serving import ROOT, children, free_port, fronted, served
from tests.visiting import Visitor, opened, trusting

PATIENCE = 120  # seconds until a state counts as never reached; machines are busy
NAME = "localhost"
PEOPLE = '[sign_in]\nby = "header"\nidentity = "X-Forwarded-User"\n'


def _until(true: object, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, what
        time.sleep(0.3)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2, context=trusting()) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def test_visitors_stay_with_their_process_and_a_dead_one_comes_back(tmp_path: Path):
    with fronted(tmp_path, 2) as (address, front):
        _until(lambda: len(children(front.pid)) == 3, "two processes and the proxy")
        _until(lambda: len({Visitor(address).worker for _ in range(4)}) == 2, "both serve")
        visitors = opened(address, 4)
        assert {visitor.worker for visitor in visitors} == {"w1", "w2"}
        for visitor in visitors:  # each question reaches the process that knows the session
            assert [visitor.move("funding.rate_graduate", words) for words in ("51000", "52000")] == [200, 200]

        servers = [pid for pid, words in children(front.pid).items() if "streamlit" in words]
        assert len(servers) == 2
        os.kill(servers[0], signal.SIGKILL)
        _until(lambda: Visitor(address).run() > 0, "visitors are served meanwhile")
        _until(
            lambda: len([1 for pid, words in children(front.pid).items() if "streamlit" in words]) == 2,
            "it is started again",
        )
        _until(lambda: len({Visitor(address).worker for _ in range(4)}) == 2, "both serve again")
        left = list(children(front.pid))
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), "nothing is left behind")


def test_what_a_browser_claims_does_not_pass_the_front(tmp_path: Path):
    """The processes believe the front; so it must not pass on what anybody says of themselves."""
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    people = {"FORECASTING_PEOPLE": str(tmp_path / "people.toml")}
    said = configuration("127.0.0.1", 8501, [9001], settings_of({}, "127.0.0.1"), ("x-forwarded-user",))
    assert "http-request del-header x-forwarded-user\n" in said and "trusted" not in said
    said = configuration("::", 8501, [9001, 9002], settings_of({"FORECASTING_PROXY": "10.0.0.7"}, "::"), ("x-user",))
    assert "acl trusted src 10.0.0.7/32" in said and "http-request del-header x-user unless trusted\n" in said
    assert "bind [::]:8501" in said and "server w2 127.0.0.1:9002 cookie w2 check" in said
    with fronted(tmp_path, 2, {"FORECASTING_PROXY": "10.0.0.7", **people}) as (address, _):
        claimed = Visitor(address, headers={"X-Forwarded-User": "anna", "X-Forwarded-For": "10.0.0.7"})
        assert "hat keine Person genannt" in claimed.words


def test_nobody_is_let_in_unasked_behind_the_front_either(monkeypatch: pytest.MonkeyPatch):
    def keys(host: str, **environment: str) -> list[str]:
        with pytest.raises(InputError) as caught:
            Front(host, 8501, 2, environment)
        return [finding.key for finding in caught.value.findings]

    monkeypatch.delenv("FORECASTING_PEOPLE", raising=False)
    assert keys("192.0.2.1") == keys("0.0.0.0", FORECASTING_HOSTS="planung.example") == ["server.sign_in.nobody"]
    assert keys("0.0.0.0") == ["server.workers.hosts"]
    monkeypatch.setattr(workers.shutil, "which", lambda _: None)
    assert keys("127.0.0.1") == ["server.workers.front"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, pem = folder / "key.pem", folder / "cert.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    subprocess.run([*asked, "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True)
    return pem, key


def _nginx(folder: Path, port: int, app: int, pem: Path, key: Path) -> list[str]:
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for before, after in (
        ("127.0.0.1:8501", f"127.0.0.1:{app}"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
        ("bedarfsprognose.example", NAME),
        ("/etc/ssl/certs/bedarfsprognose.pem", str(pem)),
        ("/etc/ssl/private/bedarfsprognose.key", str(key)),
    ):
        assert before in text
        text = text.replace(before, after)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{main}http {{\naccess_log off;\n{paths}{text}}}\n", encoding="utf-8")
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def _caddy(folder: Path, port: int, app: int, pem: Path, key: Path) -> list[str]:
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    for before, after in (
        ("127.0.0.1:8501", f"127.0.0.1:{app}"),
        ("bedarfsprognose.example", f"{NAME}:{port}"),
        ("/etc/ssl/certs/bedarfsprognose.pem", str(pem)),
        ("/etc/ssl/private/bedarfsprognose.key", str(key)),
    ):
        assert before in text
        text = text.replace(before, after)
    head = "{\nadmin off\nauto_https disable_redirects\nskip_install_trust\n}\n"
    (folder / "Caddyfile").write_text(head + text, encoding="utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@pytest.mark.parametrize("proxy", [_nginx, _caddy])
def test_the_documented_proxies_lead_to_the_application(
    proxy: object, tmp_path: Path, certificate: tuple[Path, Path]
):
    port = free_port()
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    settings = {"FORECASTING_PROXY": "127.0.0.1", "FORECASTING_HOSTS": f"{NAME}:{port}"}
    (tmp_path / "app").mkdir()
    with served(tmp_path / "app", settings=settings | {"FORECASTING_OPEN": RISK}) as app:
        command = proxy(tmp_path, port, int(app.rpartition(":")[2]), *certificate)  # type: ignore[operator]
        environment = os.environ | {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        with (tmp_path / "proxy.log").open("wb") as log:
            front = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
            try:
                address = f"https://{NAME}:{port}"
                _until(lambda: front.poll() is not None or _answers(f"{address}/_stcore/health"), "the proxy")
                assert front.poll() is None, (tmp_path / "proxy.log").read_text()
                visitor = Visitor(address, headers={"X-Forwarded-User": "anna", "X-Forwarded-Host": "evil.example"})
                assert visitor.move("funding.rate_graduate", "51000") == 200
                with urllib.request.urlopen(f"{address}/", context=trusting()) as reply:
                    assert reply.headers["Strict-Transport-Security"]
                visitor.leave()
            finally:
                front.terminate()
                front.wait(20)
    with served(tmp_path / "app", settings=settings | {"FORECASTING_PEOPLE": str(tmp_path / "people.toml")}) as app:
        command = proxy(tmp_path, port, int(app.rpartition(":")[2]), *certificate)  # type: ignore[operator]
        front = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _until(lambda: _answers(f"{address}/_stcore/health"), "the proxy")
            claimed = Visitor(address, headers={"X-Forwarded-User": "anna"})
            assert "hat keine Person genannt" in claimed.words
        finally:
            front.terminate()
            front.wait(20)
