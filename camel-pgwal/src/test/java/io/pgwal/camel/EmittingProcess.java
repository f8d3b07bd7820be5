package io.pgwal.camel;

import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that writes one message over a data source and says where, and whether Spring is there. */
final class EmittingProcess {

    private EmittingProcess() {}

    /** @param args JDBC URL with user and password */
    public static void main(String[] args) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(args[0]);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("ds", DataSource.class, source);
            context.start();
            Object lsn = context.createFluentProducerTemplate()
                    .withBody("x")
                    .to("pgwal:any?operation=emitMessage&prefix=p&dataSource=#ds")
                    .request(org.apache.camel.Exchange.class)
                    .getMessage()
                    .getHeader(PgWalConstants.LSN);
            System.out.println("written at " + lsn.toString());
            System.out.println(
                    isThere("org.springframework.jdbc.datasource.DataSourceUtils") ? "with Spring" : "without Spring");
        }
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
