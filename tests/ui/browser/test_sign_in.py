"""Signing in at a real login provider, in a real Chromium: who is let in, as whom, and what they see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import oidc_provider_mock
import pytest
from oidc_provider_mock import User
from playwright.sync_api import Browser, Page, expect

from tests.serving import served
from tests.ui.browser.board import SOON
from tests.ui.browser.conftest import Tab

pytestmark = pytest.mark.browser

PEOPLE = """
[sign_in]
by = "oidc"
identity = "sub"
name = "name"
groups = "groups"

[[person]]
id = "anna"
name = "Anna Muster"
roles = ["planner"]

[[person]]
id = "kreis"
name = "Landratsamt Böblingen"
roles = ["district"]
district = "08115"

[groups]
leitung = ["approver"]
"""
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "only for this test"
client_id = "bedarfsprognose"
client_secret = "only for this test"
server_metadata_url = "http://127.0.0.1:{port}/.well-known/openid-configuration"
client_kwargs = {{ prompt = "login" }}
"""
USERS = [
    User(sub="anna", claims={"name": "anders"}),
    User(sub="ben", claims={"name": "Ben Beispiel", "groups": ["leitung"]}),
    User(sub="fremd", claims={"name": "Fremde Person", "groups": ["kantine"]}),
    User(sub="kreis"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, which asks a login provider."""
    folder = tmp_path_factory.mktemp("signed_in")
    people, secrets = folder / "people.toml", folder / "secrets.toml"
    people.write_text(PEOPLE, encoding="utf-8")
    with oidc_provider_mock.run_server_in_thread(user_claims=USERS) as provider:
        secrets.write_text(SECRETS.format(port=provider.server_port), encoding="utf-8")
        settings = {"FORECASTING_PEOPLE": str(people), "STREAMLIT_SECRETS_FILES": str(secrets)}
        with served(folder, settings=settings) as found:
            yield found


def _sign_in(page: Page, address: str, who: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Anmelden").click()
    page.locator("input[name=sub]").fill(who)
    page.get_by_role("button", name="Authorize").click()


def test_nobody_gets_in_without_signing_in(page: Page, address: str):
    for path in ("", "/report", "/data", "/log", "/?s=x"):
        page.goto(f"{address}{path}")
        expect(page.get_by_text("Bitte melden Sie sich an.")).to_be_visible(timeout=SOON)
        expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(0)
        assert page.locator(".answer").count() == 0


def test_whoever_signs_in_works_as_themselves_until_they_sign_out(page: Page, address: str):
    _sign_in(page, address, "anna")
    page.locator(".answer").first.wait_for(timeout=SOON)
    page.get_by_role("button", name="Anna Muster").click()
    expect(page.get_by_text("Rollen: Planung")).to_be_visible()
    expect(page.get_by_text("Einzelplatz ohne Anmeldung")).to_have_count(0)
    assert page.get_by_role("link", name="Protokoll").count() == 0
    page.get_by_role("button", name="Abmelden").click()
    page.get_by_role("button", name="End session").click()  # asked by the provider, who sends back
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible(timeout=SOON)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert not any(name.startswith("_streamlit_user") for name in cookies)


def test_a_role_comes_from_a_group_of_the_provider(page: Page, address: str):
    _sign_in(page, address, "ben")
    page.locator(".answer").first.wait_for(timeout=SOON)
    page.get_by_role("button", name="Ben Beispiel").click()
    expect(page.get_by_text("Rollen: Freigabe")).to_be_visible()


def test_who_is_known_to_the_provider_alone_is_told_so(page: Page, address: str):
    _sign_in(page, address, "fremd")
    expect(page.get_by_text("Sie sind als Fremde Person angemeldet, haben hier aber keine Rolle.")).to_be_visible(
        timeout=SOON
    )
    assert page.locator(".answer").count() == 0


def test_a_district_sees_its_pages(page: Page, address: str):
    _sign_in(page, address, "kreis")
    page.locator(".answer").first.wait_for(timeout=SOON)
    names = page.get_by_role("navigation").get_by_role("link").all_inner_texts()
    assert [name.strip() for name in names] == ["Überblick", "Stadt- und Landkreise", "Annahmen", "Plausibilität"]
    page.goto(f"{address}/report")
    page.get_by_role("button", name="Landratsamt Böblingen").wait_for(timeout=SOON)
    assert page.get_by_text("Unterlagen erstellen").count() == 0


def _menu(page: Page, label: str) -> None:
    """Open the menu of scenarios at one of its parts."""
    page.locator(".st-key-head [data-testid=stPopover] button").first.click()
    page.locator(".st-key-saved").wait_for(timeout=SOON)
    page.locator(".st-key-saved").get_by_role("radio", name=label).or_(
        page.locator(".st-key-saved").get_by_role("button", name=label)
    ).first.click()


def _choose(page: Page, name: str) -> None:
    page.locator(".st-key-saved").get_by_text(name, exact=True).click()


def test_one_person_submits_and_another_approves(tab: Tab, address: str):
    anna, ben = tab(), tab()
    for page, who in ((anna, "anna"), (ben, "ben")):
        _sign_in(page, address, who)
        page.locator(".answer").first.wait_for(timeout=SOON)
    _menu(anna, "Speichern unter")
    anna.get_by_label("Name", exact=True).fill("Haushalt 2027")
    anna.locator(".st-key-saved").get_by_role("button", name="Speichern", exact=True).last.click()
    expect(anna.get_by_text("Das Szenario ist als „Haushalt 2027“ gespeichert.")).to_be_visible(timeout=SOON)

    _menu(ben, "Öffnen und verwalten")
    expect(ben.get_by_text("Bisher ist kein Szenario gespeichert.")).to_be_visible(timeout=SOON)
    assert ben.locator(".st-key-saved").get_by_text("Speichern unter").count() == 0
    ben.keyboard.press("Escape")

    expect(anna.get_by_text("Nur für Sie sichtbar.").first).to_be_visible(timeout=SOON)
    anna.get_by_role("button", name="Zur Freigabe vorlegen").click()
    anna.get_by_label("Hinweis für die freigebende Person (freiwillig)").fill("Bitte bis Freitag")
    anna.get_by_role("button", name="Vorlegen", exact=True).click()
    expect(anna.get_by_text("ist zur Freigabe vorgelegt.").first).to_be_visible(timeout=SOON)
    assert anna.get_by_role("button", name="Freigeben", exact=True).count() == 0

    ben.reload()
    ben.locator(".answer").first.wait_for(timeout=SOON)
    _menu(ben, "Öffnen und verwalten")
    expect(ben.get_by_text("Zur Freigabe vorgelegt von Anna Muster.").first).to_be_visible(timeout=SOON)
    _choose(ben, "Haushalt 2027")
    ben.get_by_role("button", name="Freigeben", exact=True).click()
    ben.get_by_role("button", name="In Kraft setzen").click()
    expect(ben.get_by_text("Das Szenario „Haushalt 2027“ ist in Kraft.")).to_be_visible(timeout=SOON)
    ben.goto(f"{address}/log")
    expect(ben.get_by_text("Szenario „Haushalt 2027“ freigegeben")).to_be_visible(timeout=SOON)
    rows = ben.locator("table tbody tr")
    assert [rows.nth(i).locator("td, th").nth(2).inner_text() for i in (0, 1, 2)] == [
        "ben" if i == 0 else "Anna Muster" for i in (0, 1, 2)
    ]


HEADER = """
[sign_in]
by = "header"
identity = "X-Remote-User"

[[person]]
id = "anna"
name = "Anna Muster"
roles = ["planner"]
"""


@pytest.mark.parametrize(
    ("proxy", "sent", "seen"),
    [
        ("127.0.0.1", {"X-Remote-User": "anna"}, "Anna Muster"),
        ("127.0.0.1", {"X-Remote-User": "fremd"}, "Sie sind als fremd angemeldet, haben hier aber keine Rolle."),
        ("127.0.0.1", {}, "Der vorgeschaltete Anmeldedienst hat keine Person genannt."),
        ("192.0.2.1", {"X-Remote-User": "anna"}, "Der vorgeschaltete Anmeldedienst hat keine Person genannt."),
    ],
)
def test_a_proxy_names_the_person(browser: Browser, tmp_path: Path, proxy: str, sent: dict[str, str], seen: str):
    (tmp_path / "people.toml").write_text(HEADER, encoding="utf-8")
    settings = {"FORECASTING_PEOPLE": str(tmp_path / "people.toml"), "FORECASTING_PROXY": proxy}
    with served(tmp_path, settings=settings) as address:
        context = browser.new_context(extra_http_headers=sent)
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_text(seen).first).to_be_visible(timeout=SOON)
        context.close()
