-- How many things wait for a client's user: conversations with something unread, and for a manager open invoices. The same rows as the list of
-- them on the first page, counted to 100 and no further. `session_of` has said by then that the system asks.
create function turns_of(studio uuid, reader uuid, client uuid, standing text) returns bigint language plpgsql stable
set search_path = pg_catalog, public, pg_temp as $$
begin
    if client is null then
        return 0;
    end if;
    return least(100,
        (select count(*) from (select from read_marks r
            where r.studio_id = studio and r.user_id = reader and r.unread_from is not null limit 100) unread)
        + case standing when 'manager' then
            (select count(*) from (select from invoices i
                where i.studio_id = studio and i.client_id = client and i.status = 'sent' and i.paid_minor < i.total_minor limit 100) owed)
        else 0 end);
end $$;
comment on function turns_of is
    'How many things wait for a client''s user, at most 100; none for those who work in the studio. Asked together with session_of.';
