-- Makes a restored database a copy for trials: `bin/restore --trial` runs it, in one transaction, as a role above row-level security.
-- tests/portal/trial.rs holds it against docs/data-classification.toml: every column that opens a door is emptied, or has its reason there.

do $$
declare
    emptied text;
begin
    foreach emptied in array array[
        -- Who is signed in, or is about to be, and in which browser they were before.
        'sessions', 'sign_in_codes', 'passkey_ceremonies', 'devices', 'apps_to_confirm', 'kept_forms',
        -- Links and codes that were sent out, and work on the original.
        'one_time_links', 'email_changes', 'registrations', 'client_codes',
        -- Second factors: a trial asks for a password, and for the factors that are set up in it.
        'totp_secrets', 'recovery_codes', 'passkeys',
        -- What waits to be done or sent. Mails go as a whole: links of the original stand in those that were sent, too.
        'jobs', 'invoice_sendings', 'mail_attachments', 'mails']
    loop
        -- A backup of an earlier release may lack some of them.
        if to_regclass('public.' || emptied) is not null then
            execute format('delete from public.%I', emptied);
        end if;
    end loop;
end $$;

-- An export under way would wait for its job for ever.
delete from data_exports where ready_at is null;

-- The mark by which no mail leaves, of every studio that is there or will be founded.
alter table studios add column if not exists trial_since timestamptz;
alter table studios disable trigger user;
update studios set trial_since = now();
alter table studios enable trigger user;
alter table studios alter column trial_since set default now();
