-- plinth: upgrade
-- May fail: a column of the domain public.isbn may hold other values.
ALTER DOMAIN public.isbn ADD CONSTRAINT isbn_check CHECK ((length(VALUE) > 2));

CREATE TABLE public.loans (
    book integer NOT NULL,
    day date,
    CONSTRAINT loans_day_check CHECK ((day > '2000-01-01'::date))
);

-- May fail: public.books.author may hold nulls.
-- Locks: public.books is locked while its rows are looked through.
ALTER TABLE public.books ALTER COLUMN author SET NOT NULL;

-- May fail: public.books.title may hold nulls.
-- Locks: public.books is locked while its rows are looked through.
ALTER TABLE public.books ALTER COLUMN title SET NOT NULL;

-- May fail: rows of public.books may not satisfy books_author_fkey.
-- Locks: public.books and public.authors take no writes while the rows of public.books are looked through.
ALTER TABLE public.books ADD CONSTRAINT books_author_fkey FOREIGN KEY (author) REFERENCES public.authors(id);

-- May fail: rows of public.books may not satisfy books_pages_check.
-- Locks: public.books is locked while its rows are looked through.
ALTER TABLE public.books ADD CONSTRAINT books_pages_check CHECK ((pages > 0));

-- May fail: rows of public.copies may not satisfy copies_book_fkey.
-- Locks: public.copies and public.books take no writes while the rows of public.copies are looked through.
ALTER TABLE public.copies ADD CONSTRAINT copies_book_fkey FOREIGN KEY (book) REFERENCES public.books(id) ON DELETE CASCADE;

ALTER TABLE public.loans ADD CONSTRAINT loans_book_fkey FOREIGN KEY (book) REFERENCES public.books(id);

-- plinth: downgrade
ALTER TABLE public.books DROP CONSTRAINT books_author_fkey;
ALTER TABLE public.books DROP CONSTRAINT books_pages_check;
ALTER TABLE public.copies DROP CONSTRAINT copies_book_fkey;

-- Loses data: the rows of public.loans are lost.
DROP TABLE public.loans;

ALTER DOMAIN public.isbn DROP CONSTRAINT isbn_check;
ALTER TABLE public.books ALTER COLUMN author DROP NOT NULL;
ALTER TABLE public.books ALTER COLUMN title DROP NOT NULL;
