package io.pgwal.examples.parallelbykey;

import io.pgwal.examples.Sandbox;

/** The same work by one lane and by four: faster, and each key's changes still in order. */
public final class ParallelByKey {

    private static final int PARCELS = 20;
    private static final int PARCELS_IN_A_VAN = 5;
    private static final int STEPS = 20;

    private ParallelByKey() {}

    /** Exits with 1 and one line when a change is missing, came twice, or overtook an earlier one of its key. */
    public static void main(String[] args) throws Exception {
        try (Sandbox sandbox = Sandbox.open("parallel-by-key", "pgwal_parcels")) {
            sandbox.execute("SELECT pg_create_logical_replication_slot('pgwal_parcels', 'pgoutput')");
            long one = millis(sandbox, 1);
            long four = millis(sandbox, 4);
            System.out.printf(
                    "%nSummary: %d changes of %d keys each time, in order for each key; %.1f times as fast.%n",
                    PARCELS * STEPS, PARCELS, (double) one / four);
        }
    }

    /** @return how long the lanes take for what is committed already, in ms */
    private static long millis(Sandbox sandbox, int lanes) throws Exception {
        sandbox.execute("TRUNCATE pgwal_parcels.parcels;"
                + "INSERT INTO pgwal_parcels.parcels SELECT id, 0 FROM generate_series(1, " + PARCELS + ") id");
        // the parcels of a van go together, so that the changes of one follow each other closely
        for (int van = 0; van < PARCELS / PARCELS_IN_A_VAN; van++) {
            for (int step = 1; step <= STEPS; step++) {
                sandbox.execute("UPDATE pgwal_parcels.parcels SET step = step + 1 WHERE (id - 1) / " + PARCELS_IN_A_VAN
                        + " = " + van);
            }
        }
        StepsOfParcels heard = new StepsOfParcels(PARCELS, STEPS);
        sandbox.camel().addRoutes(new ParallelRoute(lanes, heard));
        sandbox.camel().start();
        heard.await();
        sandbox.camel().getRouteController().stopRoute("track"); // what it was to hear twice it has heard now
        sandbox.camel().removeRoute("track");
        sandbox.server().positionOfFree("pgwal_parcels");
        System.out.println("  " + (lanes == 1 ? "one lane:  " : lanes + " lanes:   ") + heard.count() + " changes in "
                + heard.millis() + " ms");
        if (!heard.wrong().isEmpty()) {
            throw new IllegalStateException("Steps are missing, twice or out of order of the parcels " + heard.wrong());
        }
        return heard.millis();
    }
}
