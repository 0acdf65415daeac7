-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for VALIDATE CONSTRAINT spares writers only when what is before it is committed: where a statement fails, those before it stay.

-- May fail: a column of the domain public.isbn may hold other values.
ALTER DOMAIN public.isbn ADD CONSTRAINT isbn_check CHECK ((length(VALUE) > 2));

CREATE TABLE public.loans (
    book integer NOT NULL,
    day date,
    CONSTRAINT loans_day_check CHECK ((day > '2000-01-01'::date))
);

ALTER TABLE public.books ADD CONSTRAINT author_not_null_check CHECK (author IS NOT NULL) NOT VALID;

-- May fail: public.books.author may hold nulls.
ALTER TABLE public.books VALIDATE CONSTRAINT author_not_null_check;

ALTER TABLE public.books ALTER COLUMN author SET NOT NULL;
ALTER TABLE public.books DROP CONSTRAINT author_not_null_check;
ALTER TABLE public.books ADD CONSTRAINT title_not_null_check CHECK (title IS NOT NULL) NOT VALID;

-- May fail: public.books.title may hold nulls.
ALTER TABLE public.books VALIDATE CONSTRAINT title_not_null_check;

ALTER TABLE public.books ALTER COLUMN title SET NOT NULL;
ALTER TABLE public.books DROP CONSTRAINT title_not_null_check;
ALTER TABLE public.books ADD CONSTRAINT books_author_fkey FOREIGN KEY (author) REFERENCES public.authors(id) NOT VALID;

-- May fail: rows of public.books may not satisfy books_author_fkey.
ALTER TABLE public.books VALIDATE CONSTRAINT books_author_fkey;

ALTER TABLE public.books ADD CONSTRAINT books_pages_check CHECK ((pages > 0)) NOT VALID;

-- May fail: rows of public.books may not satisfy books_pages_check.
ALTER TABLE public.books VALIDATE CONSTRAINT books_pages_check;

ALTER TABLE public.copies ADD CONSTRAINT copies_book_fkey FOREIGN KEY (book) REFERENCES public.books(id) ON DELETE CASCADE NOT VALID;

-- May fail: rows of public.copies may not satisfy copies_book_fkey.
ALTER TABLE public.copies VALIDATE CONSTRAINT copies_book_fkey;

ALTER TABLE public.loans ADD CONSTRAINT loans_book_fkey FOREIGN KEY (book) REFERENCES public.books(id);

-- plinth: downgrade
ALTER TABLE public.books DROP CONSTRAINT books_author_fkey;
ALTER TABLE public.books DROP CONSTRAINT books_pages_check;
ALTER TABLE public.copies DROP CONSTRAINT copies_book_fkey;
ALTER DOMAIN public.isbn DROP CONSTRAINT isbn_check;
ALTER TABLE public.books ALTER COLUMN author DROP NOT NULL;
ALTER TABLE public.books ALTER COLUMN title DROP NOT NULL;

-- Loses data: the rows of public.loans are lost.
DROP TABLE public.loans;
