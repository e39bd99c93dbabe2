/**
 * Neo4j Community as a process of its own. Neo4j is GPL-3.0, so the services talk to it over Bolt
 * and never share a class path with it.
 */
package dev.memary.localstack.neo4j;
