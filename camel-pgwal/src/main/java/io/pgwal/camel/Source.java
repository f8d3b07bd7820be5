package io.pgwal.camel;

/** Where the changes of a consumer come from, by names that stay the same at every start. */
public record Source(String database, String slot) {}
