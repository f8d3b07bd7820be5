-- One item is taken out of the range
DELETE FROM pgwal_stock.items WHERE id = 40;

-- The others are counted: five transactions of 39 changes
DO $$
BEGIN
  FOR round IN 1..5 LOOP
    UPDATE pgwal_stock.items SET version = version + 1, quantity = 100;
    COMMIT;
  END LOOP;
END $$;
