"""Other systems' codes of couriers are of couriers that the desk knows, and mean one each."""

from __future__ import annotations

from orderdesk.core.reference import courier_codes, couriers


def test_codes_are_of_known_couriers_and_mean_one_each() -> None:
    known = {courier.key for courier in couriers()}
    for codes in courier_codes().values():
        assert set(codes) <= known
        assert len(set(codes.values())) == len(codes)


def test_the_names_that_mislead() -> None:
    codes = courier_codes()
    assert (codes["naver"]["lotte"], codes["naver"]["logen"], codes["naver"]["cvsnet"]) == (
        "HYUNDAI",
        "KGB",
        "CVSNET",
    )
    assert (codes["sweettracker"]["epost"], codes["tracker"]["ems"]) == ("01", "kr.epost.ems")
