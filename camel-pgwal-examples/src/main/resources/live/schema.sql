CREATE SCHEMA pgwal_live;

CREATE TABLE pgwal_live.orders (
    id int PRIMARY KEY,
    customer text NOT NULL,
    item text NOT NULL,
    price numeric(8, 2) NOT NULL,
    status text NOT NULL
);

-- So that an update says what the row was before, and the page can mark what has changed.
ALTER TABLE pgwal_live.orders REPLICA IDENTITY FULL;

CREATE TABLE pgwal_live.stock (item text PRIMARY KEY, pieces int NOT NULL);

ALTER TABLE pgwal_live.stock REPLICA IDENTITY FULL;

CREATE PUBLICATION pgwal_live FOR TABLE pgwal_live.orders, pgwal_live.stock;
