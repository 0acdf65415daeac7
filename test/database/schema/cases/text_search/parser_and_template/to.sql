create text search parser p (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template t (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary d (template = t);
