//! Every shape of error body.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode, header::RETRY_AFTER};
use kopir_amocrm::{Error, FieldError, Outcome, RowErrors, Validation, parse_error};
use kopir_http::RetryKind;
use rstest::rstest;

fn error(status: u16, body: &str) -> Error {
    parse_error(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes())
}

fn validation(body: &str) -> Validation {
    match error(400, body) {
        Error::Validation(validation) => validation,
        other => panic!("{other:?}"),
    }
}

fn field(code: &str, path: &str, detail: &str) -> FieldError {
    FieldError { code: code.to_owned(), path: path.to_owned(), detail: detail.to_owned() }
}

#[test]
fn rows_at_fault_are_named_by_request_id() {
    let validation = validation(
        r#"{"validation-errors":[
            {"request_id":"a","errors":[
                {"code":"NotSupportedChoice","path":"contacts.0.responsible_user_id","detail":"Not a valid choice."},
                {"code":"InvalidType","path":"custom_fields_values.0.values.0.value","detail":"Should be of type int."}]},
            {"request_id":1,"errors":[{"code":"FieldMissing","path":"params.text","detail":"Missing."}]},
            {"errors":[{"code":"FieldNotExpected","path":"0.metadata.main_contact","detail":"Not expected."}]}],
            "title":"Bad Request","status":400,"detail":"Request validation failed"}"#,
    );
    let row = |request_id: Option<&str>, errors| RowErrors {
        request_id: request_id.map(str::to_owned),
        entity_id: None,
        errors,
    };
    assert_eq!(
        validation.rows,
        [
            row(
                Some("a"),
                vec![
                    field("NotSupportedChoice", "contacts.0.responsible_user_id", "Not a valid choice."),
                    field("InvalidType", "custom_fields_values.0.values.0.value", "Should be of type int."),
                ]
            ),
            row(Some("1"), vec![field("FieldMissing", "params.text", "Missing.")]),
            row(None, vec![field("FieldNotExpected", "0.metadata.main_contact", "Not expected.")]),
        ]
    );
    assert_eq!(
        validation.to_string(),
        "Request validation failed; contacts.0.responsible_user_id: NotSupportedChoice: Not a valid choice.; \
         custom_fields_values.0.values.0.value: InvalidType: Should be of type int.; params.text: FieldMissing: Missing."
    );
}

#[test]
fn rows_at_fault_are_named_by_entity() {
    let validation = validation(
        r#"{"errors":{"11000001":"Loss reason can be specified only for lost lead"},
            "title":"Bad Request","status":400,"detail":"Invalid request body"}"#,
    );
    assert_eq!(validation.detail, "Invalid request body");
    assert_eq!(validation.rows[0].entity_id, Some(11_000_001));
    assert_eq!(validation.rows[0].errors, [field("", "", "Loss reason can be specified only for lost lead")]);
}

#[test]
fn one_error_of_a_row_may_come_without_its_list() {
    let validation = validation(
        r#"{"errors":[{"request_id":"0","errors":{"code":"EntityNotFound","path":"id","detail":"not found"}}],
            "title":"Bad Request","status":400,"detail":"Invalid request items"}"#,
    );
    assert_eq!(validation.rows[0].request_id.as_deref(), Some("0"));
    assert_eq!(validation.rows[0].errors, [field("EntityNotFound", "id", "not found")]);
}

#[rstest]
#[case(
    400,
    r#"{"title":"Bad Request","status":400,"detail":"Request data can not be empty"}"#,
    "Request data can not be empty"
)]
#[case(
    405,
    r#"{"title":"Method Not Allowed","status":405,"detail":"Method Not Allowed"}"#,
    "Method Not Allowed"
)]
#[case(
    422,
    r#"{"title":"Unprocessable Entity","status":422,"detail":"Limit 250 per page"}"#,
    "Limit 250 per page"
)]
#[case(400, r#"{"hint":"Redirect URI is not associated with client","title":"Wrong","status":400,"detail":"Some are missing"}"#,
    "Redirect URI is not associated with client: Some are missing")]
#[case(400, r#"{"validation-errors":[],"title":"Bad Request","status":400}"#, "Bad Request")]
#[case(400, r#"{"validation-errors":"odd","errors":7,"detail":"Odd"}"#, "Odd")]
#[case(400, r#"{"response":{"error":"Old words","error_code":"205"}}"#, "Old words (205)")]
#[case(400, r#"{"detail":"Код ошибки 282. Не найдено 244"}"#, "Код ошибки 282. Не найдено 244")]
#[case(400, "[1,2]", "[1,2]")]
#[case(413, "", "Payload Too Large")]
fn other_refusals_keep_amocrms_words(#[case] status: u16, #[case] body: &str, #[case] detail: &str) {
    assert_eq!(error(status, body), Error::Rejected { status, detail: detail.to_owned() });
    assert_eq!(error(status, body).retry_kind(), RetryKind::Permanent);
}

#[rstest]
#[case(
    r#"{"title":"Unauthorized","status":401,"detail":"Invalid user name or password"}"#,
    "Invalid user name or password"
)]
#[case(
    r#"{"hint":"Token has been revoked","title":"Wrong","status":401,"detail":"Some are missing"}"#,
    "Token has been revoked: Some are missing"
)]
#[case("", "Unauthorized")]
fn every_401_is_about_the_token(#[case] body: &str, #[case] detail: &str) {
    assert_eq!(error(401, body), Error::Unauthorized { detail: detail.to_owned() });
}

#[rstest]
#[case("<html><head><title>403 Forbidden</title></head></html>")]
#[case(r#"<!DOCTYPE html>{"response":{"error":"403 Forbidden"}}"#)]
#[case(r#"{"response":{"error":"403 Forbidden"}}"#)]
#[case("")]
#[case("null")]
fn a_403_that_is_not_amocrms_own_is_a_block(#[case] body: &str) {
    assert_eq!(error(403, body), Error::Blocked);
    assert_eq!(error(403, body).retry_kind(), RetryKind::Blocked);
}

#[rstest]
#[case(r#"{"title":"Forbidden","status":403,"detail":"Access denied"}"#, "Access denied")]
#[case(r#"{"response":{"error":"Address not allowed","error_code":113}}"#, "Address not allowed (113)")]
fn a_403_in_amocrms_words_is_a_missing_right(#[case] body: &str, #[case] detail: &str) {
    assert_eq!(error(403, body), Error::Forbidden { detail: detail.to_owned() });
    assert_eq!(error(403, body).retry_kind(), RetryKind::Permanent);
}

#[rstest]
#[case(500, r#"{"title":"Internal Server Error","status":500,"detail":"An unknown error occurred."}"#)]
#[case(500, r#"{"title":"ErrInternalServer","status":500,"detail":"Working on it","trace_id":"0a-1b"}"#)]
#[case(502, "<html>502</html>")]
#[case(504, "")]
#[case(408, "")]
fn faults_of_the_server_are_passing(#[case] status: u16, #[case] body: &str) {
    assert_eq!(error(status, body), Error::Server { status });
    assert_eq!(error(status, body).retry_kind(), RetryKind::Transient { after: None });
}

#[rstest]
#[case(r#"{"title":"Bad Request","status":400,"detail":"Код ошибки 244. Обращайтесь в поддержку"}"#)]
#[case(r#"{"title":"Bad Request","status":400,"detail":"Error code: 244"}"#)]
#[case(r#"{"response":{"error":"Old words","error_code":244}}"#)]
fn code_244_is_what_the_plan_or_the_user_has_not(#[case] body: &str) {
    let error = error(400, body);
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
    assert_eq!((error.retry_kind(), error.outcome()), (RetryKind::Permanent, Outcome::NotDone));
}

#[test]
fn both_shapes_of_a_pause_are_obeyed() {
    let pause = |seconds| Error::RateLimited { after: Some(Duration::from_secs(seconds)) };
    assert_eq!(error(429, r#"{"title":"Too Many Requests","status":429,"retry_after":300}"#), pause(300));
    assert_eq!(error(429, "<html>429</html>"), Error::RateLimited { after: None });
    let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("12"))]);
    let error = parse_error(StatusCode::TOO_MANY_REQUESTS, &headers, b"<html>429</html>");
    assert_eq!(error, pause(12));
    assert_eq!(error.retry_kind(), RetryKind::Transient { after: Some(Duration::from_secs(12)) });
}

#[test]
fn the_rest_is_known_by_its_status() {
    assert_eq!(error(402, r#"{"title":"Payment Required","status":402}"#), Error::Unpaid);
    assert_eq!(error(404, r#"{"status":404,"detail":"Cannot GET https://x/api"}"#), Error::NotFound);
    assert_eq!(error(404, "<html>nginx</html>"), Error::NotFound);
    assert!(matches!(error(301, ""), Error::Malformed { status: 301, .. }));
}

#[test]
fn texts_show_no_numbers_of_people_and_are_short() {
    let body = format!(r#"{{"detail":"Contact +7 700 000 00 01 exists {}"}}"#, "и".repeat(2000));
    let Error::Rejected { detail, .. } = error(400, &body) else { panic!("not refused") };
    assert!(!detail.contains("700") && detail.chars().count() <= 300, "{detail}");
    let Error::Rejected { detail, .. } = error(400, &"я".repeat(5000)) else { panic!("not refused") };
    assert!(detail.chars().count() <= 300);
}
