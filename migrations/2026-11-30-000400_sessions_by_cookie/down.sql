alter table sign_in_codes drop column began_at, drop column proven_at, drop column session_ends_at;
drop function must_be_signed_in(uuid, text, uuid, boolean, text, uuid, text, text, timestamptz, timestamptz);
drop function hold_for_erasure(uuid);
