package dev.memary.worker.extraction;

/** The ontology: seven kinds of things worth remembering. */
public enum EntityType {
  /** A human being. */
  PERSON,
  /** A country, region, town, address or other spot on the map. */
  PLACE,
  /** A company, school, authority, club or team. */
  ORGANIZATION,
  /** A day or period; the name is its ISO 8601 form. */
  DATE,
  /** Something that takes place: a wedding, a race, a conference. */
  EVENT,
  /** Something one can own or touch, animals included. */
  THING,
  /** Something one can know, do or like: a hobby, a subject, a language. */
  CONCEPT
}
