-- plinth: upgrade
CREATE TABLE public.authors (
    id integer NOT NULL,
    best_book integer,
    CONSTRAINT authors_pkey PRIMARY KEY (id)
);

CREATE TABLE public.books (
    id integer NOT NULL,
    author integer NOT NULL,
    CONSTRAINT books_pkey PRIMARY KEY (id)
);

CREATE TABLE public.tree (
    id integer NOT NULL,
    parent integer,
    CONSTRAINT tree_pkey PRIMARY KEY (id)
);

ALTER TABLE public.authors ADD CONSTRAINT best FOREIGN KEY (best_book) REFERENCES public.books(id) ON DELETE SET NULL NOT VALID;
ALTER TABLE public.books ADD CONSTRAINT books_author_fkey FOREIGN KEY (author) REFERENCES public.authors(id) DEFERRABLE;
ALTER TABLE public.tree ADD CONSTRAINT tree_parent_fkey FOREIGN KEY (parent) REFERENCES public.tree(id);

-- plinth: downgrade
ALTER TABLE public.authors DROP CONSTRAINT best;
ALTER TABLE public.books DROP CONSTRAINT books_author_fkey;

-- Loses data: the rows of public.authors are lost.
DROP TABLE public.authors;

-- Loses data: the rows of public.books are lost.
DROP TABLE public.books;

-- Loses data: the rows of public.tree are lost.
DROP TABLE public.tree;
