/**
 * What is written about the component, held to what it is: the catalog, the tables that are made from it, and the URIs of
 * all routes that somebody may copy.
 */
package io.pgwal.docs;
