CREATE SCHEMA pgwal_parcels;

-- Each step of a parcel's way is an update of its row.
CREATE TABLE pgwal_parcels.parcels (id int PRIMARY KEY, step int NOT NULL);

CREATE PUBLICATION pgwal_parcels FOR TABLE pgwal_parcels.parcels;
