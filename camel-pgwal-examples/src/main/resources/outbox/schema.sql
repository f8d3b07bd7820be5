CREATE SCHEMA pgwal_outbox;

CREATE TABLE pgwal_outbox.orders (id int PRIMARY KEY, item text NOT NULL, price int NOT NULL);

-- Of no table: what is read here are messages, and they need no table.
CREATE PUBLICATION pgwal_outbox;
