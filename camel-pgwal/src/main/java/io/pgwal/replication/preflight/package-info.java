/**
 * What to look at before a slot is read: server, role, publications, slot. Plain JDBC in a session that cannot write, and
 * one walsender session that says who it is and goes.
 */
package io.pgwal.replication.preflight;
