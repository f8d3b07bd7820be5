package io.pgwal.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DemoServerIT {

    @Test
    void root_has_a_server_where_there_are_no_user_namespaces() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
        DemoServer server = DemoServer.ofNobody("logical");
        try (server) {
            assertThat(server.describe()).matches("PostgreSQL 18\\..*, started for this example and gone after it");
        }
        assertThatThrownBy(server::connect).isInstanceOf(SQLException.class).hasMessageContaining("refused");
    }
}
