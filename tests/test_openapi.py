"""The check of answers against published descriptions must be able to fail."""

import pytest

from tests.openapi import check_request, check_response

MOVIE = "/api/v3/movie/7"


def test_an_answer_as_described_passes() -> None:
    check_response("radarr-v3", "GET", "/api/v3/tag", 200, [{"id": 1, "label": None}])


@pytest.mark.parametrize("row", [{"id": "1"}, {"id": 1, "lable": "keep"}])
def test_a_wrong_type_or_an_unknown_name_fails(row: dict[str, object]) -> None:
    with pytest.raises(AssertionError, match="not as radarr-v3 describes"):
        check_response("radarr-v3", "GET", "/api/v3/tag", 200, [row])


def test_success_codes_that_the_arr_descriptions_leave_out_pass() -> None:
    check_response("radarr-v3", "POST", "/api/v3/tag", 201, {"id": 1, "label": "keep"})


def test_an_undescribed_status_or_path_fails() -> None:
    with pytest.raises(AssertionError, match="not 500"):
        check_response("radarr-v3", "GET", "/api/v3/tag", 500, {})
    with pytest.raises(AssertionError, match="describes no GET"):
        check_response("radarr-v3", "GET", "/api/v3/nothing/here", 200, {})


def test_the_other_applications_flag_is_an_unknown_query_name() -> None:
    check_request("radarr-v3", "DELETE", MOVIE, {"addImportExclusion": "true"})
    with pytest.raises(AssertionError, match="addImportListExclusion"):
        check_request("radarr-v3", "DELETE", MOVIE, {"addImportListExclusion": "true"})


def test_a_body_is_held_against_its_description() -> None:
    check_request("radarr-v3", "POST", "/api/v3/tag", body={"label": "keep"})
    with pytest.raises(AssertionError, match="body of POST"):
        check_request("radarr-v3", "POST", "/api/v3/tag", body={"label": 7})
    with pytest.raises(AssertionError, match="no body"):
        check_request("radarr-v3", "DELETE", MOVIE, body={})


def test_null_stands_for_an_absent_optional_value_in_seerr_alone() -> None:
    check_response("seerr", "GET", "/api/v1/request/1", 200, {"id": 1, "status": 2, "rootFolder": None})
    with pytest.raises(AssertionError):
        check_response("seerr", "GET", "/api/v1/request/1", 200, {"id": 1, "status": None})
