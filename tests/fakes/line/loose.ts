/** JSON as it comes: the judge and the fake look into what may have any form. */
export type Loose = ReturnType<JSON['parse']>;
