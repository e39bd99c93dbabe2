package dev.memary.worker.validation;

/** Why something that a model proposed is not believed. */
public enum Flaw {
  /** The subject, or an entity, is not named in the text. */
  NAME_NOT_IN_TEXT,
  /** The object is not in the sentence that is quoted. */
  OBJECT_NOT_IN_TEXT,
  /** The quoted words do not stand in the text. */
  QUOTE_NOT_IN_TEXT,
  /** It is somebody else's: "my sister's dog" is not my dog. */
  WRONG_OWNER,
  QUESTION,
  NEGATION,
  /** It would, could or might be, or somebody only thinks so. */
  HYPOTHESIS,
  /** A rumour. */
  HEARSAY,
  IRONY,
  /** The text does not say this date; the fact is believed without it. */
  DATE_NOT_IN_TEXT,
  /** The text does not say that it is over; the fact is believed without that. */
  END_NOT_IN_TEXT,
  /** The statement says more than the text; the fact is believed in plainer words. */
  STATEMENT_NOT_IN_TEXT,
  BAD_PREDICATE,
  BAD_LITERAL,
  REPEATED,
  /** More facts than anybody says in so few words. */
  TOO_MANY
}
