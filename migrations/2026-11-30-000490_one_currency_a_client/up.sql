-- A project counts its invoices in its client's currency, so a client's currency stays once it has projects. Projects that are in another
-- one already stay as they are.
alter table clients add unique (studio_id, id, currency);
alter table projects add constraint projects_have_their_clients_currency
    foreign key (studio_id, client_id, currency) references clients (studio_id, id, currency) not valid;
